# fails: shape
# diagnosis: half_way
# blank: 2
probabilities = ...
