# fails: choice
# cause: the card itself was returned, not its name
# hint: What does print(type(choose_device(["a card"]))) show? A device has a name, which is a text.
# hint: An entry of the list is an object that describes the card. tf.device takes a name.
# hint: Return the text "/GPU:0".
def choose_device(gpus):
    return gpus[0] if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.matmul(a, b)
