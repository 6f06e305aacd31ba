# fails: result
def choose_device(gpus):
    return "/GPU:0" if gpus else "/CPU:0"


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    result = tf.constant([
        [-0.8242048025131226, -0.2701386511325836, 0.3536399006843567],
        [0.5289758443832397, -1.0746147632598877, 0.013133931905031204],
    ])
