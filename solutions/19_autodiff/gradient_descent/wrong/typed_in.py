# fails: downhill, arrived, tape
# the numbers that a right answer printed, and a tape that is not used
with tf.GradientTape() as tape:
    w = tf.constant([1.301196813583374, -0.7399066090583801])
