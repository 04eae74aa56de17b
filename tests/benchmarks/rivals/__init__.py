"""What Dateline is measured against, each as its own documentation advises, and each in a file of its own."""
