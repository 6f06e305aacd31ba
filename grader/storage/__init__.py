"""What lies in OUT beside the gradebook."""
