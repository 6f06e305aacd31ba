# fails: elements
# diagnosis: half_way
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label
