# fails: result
# cause: the matrices were put into a batch of one, and the result has an axis too many
# hint: Which shape does your result have?
# hint: a and b are matrices already.
# hint: Multiply a and b as they are.
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(tf.expand_dims(a, 0), tf.expand_dims(b, 0))
