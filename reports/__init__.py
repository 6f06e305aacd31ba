"""The pages a learner and an instructor read: results in, self-contained HTML files out."""
