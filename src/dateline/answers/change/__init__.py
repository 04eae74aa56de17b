"""What differs between two vantages, and a metric over time; pure. May import: state."""
