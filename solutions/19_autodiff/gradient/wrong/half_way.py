# fails: gradient, tape
# diagnosis: incomplete_answer
with tf.GradientTape() as tape:
    tape.watch(x)
    y = x**2
