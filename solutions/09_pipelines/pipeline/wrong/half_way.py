# fails: elements, range, examples, shuffled, prefetch
# diagnosis: incomplete_answer
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image /= 255
    return image, label
