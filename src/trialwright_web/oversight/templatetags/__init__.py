"""What the templates of oversight need."""
