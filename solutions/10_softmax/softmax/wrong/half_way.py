# fails: shape
# diagnosis: incomplete_answer
# blank: 2
probabilities = ...
