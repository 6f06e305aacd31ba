"""How Sphinx builds the manual's site: `make manual`. Nothing in the site comes from a network."""

project = "grader"
html_title = "Grader"
extensions = ["myst_parser"]
myst_enable_extensions = ["deflist"]  # the glossary
myst_heading_anchors = 3
exclude_patterns = ["site"]
html_theme = "furo"
html_copy_source = False
html_show_copyright = False
