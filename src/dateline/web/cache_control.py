"""What caches may do with an answer: the header Cache-Control (RFC 9111, 5.2)."""

CHECKED_EACH_TIME = "no-cache"
FOR_EVER = "public, max-age=31536000, immutable"
NEVER_KEPT = "no-store"
