"""What lies in OUT beside the gradebook, and in the cache, by name and format."""
