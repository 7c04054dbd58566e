"""What runs inside the jobs and endpoints of the process runner."""
