"""What one cell says: a date, a number, a bound, several values. May import: values."""
