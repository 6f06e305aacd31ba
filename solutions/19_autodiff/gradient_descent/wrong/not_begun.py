# fails: shape
w = start
