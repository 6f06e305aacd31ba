# fails: choice, device, result
def choose_device(gpus):
    print("/GPU:0" if gpus else "/CPU:0")


device = choose_device(tf.config.list_physical_devices("GPU"))

with tf.device(device):
    print(tf.matmul(a, b))
