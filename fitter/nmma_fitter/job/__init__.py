"""A job: its folder, its files, its time limit."""
