"""Marks out of OUT, in the formats that learning management systems, spreadsheets and CI servers read."""
