"""What people and scripts see. A face parses, calls app, and prints; it never trades."""
