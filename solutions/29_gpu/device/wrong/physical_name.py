# fails: choice
# cause: the name of the physical device was returned, but tf.device cannot use it
# hint: How does the table in the lesson spell the devices?
# hint: tf.device needs "/GPU:0". The name of a physical device begins differently.
# hint: Return the string "/GPU:0".
def choose_device(gpus):
    return gpus[0].name if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
