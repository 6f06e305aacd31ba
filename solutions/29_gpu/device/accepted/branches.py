def choose_device(gpus):
    if len(gpus) > 0:
        name = '/device:GPU:0'
    else:
        name = '/device:CPU:0'
    return name


gpus = tf.config.list_physical_devices('GPU')
print('GPUs:', len(gpus))
device = choose_device(gpus)

with tf.device(device):
    x = tf.identity(a)
    y = tf.identity(b)
    result = x @ y
