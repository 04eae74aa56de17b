"""What everything is said in: dates, money, parties, rates, words. May import: errors."""
