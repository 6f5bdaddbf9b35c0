"""What the scorecard says: numbers, words and pictures, worked out before the page is laid out."""
