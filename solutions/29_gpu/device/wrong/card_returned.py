# fails: choice
# cause: the card itself was returned instead of its name
# hint: What does print(type(choose_device(["a card"]))) show? The name of a device is a string.
# hint: Each entry of the list is an object that describes a card. tf.device needs a name.
# hint: Return the string "/GPU:0".
def choose_device(gpus):
    return gpus[0] if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
