from tensorflow import config


def choose_device(gpus):
    for gpu in gpus:
        return gpu.name.replace('/physical_device:', '')
    return 'CPU:0'


device = choose_device(gpus=config.get_visible_devices('GPU'))


def compute(where):
    with tf.device(where):
        return tf.tensordot(a, b, axes=1)


result = compute(device)
