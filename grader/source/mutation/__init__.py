"""How a reference's answer is made wrong, one place at a time: each module holds the operators of one kind of code."""
