"""The grader beside a learner in Jupyter: the magic `%grader`, JupyterLab's server extension and its button.

All of it asks as `grader check FILE --json` does: the warm checker where one listens, else the command itself. What is
imported in a learner's kernel is light.
"""
