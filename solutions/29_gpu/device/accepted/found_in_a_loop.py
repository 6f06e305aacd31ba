def choose_device(gpus):
    return next(("/GPU:0" for _ in gpus), "/CPU:0")


cards = []
for kind in ["GPU"]:
    cards.extend(tf.config.list_physical_devices(kind))
if cards:
    device = choose_device(cards)
else:
    device = choose_device([])


def on_device(compute):
    def placed(*values):
        with tf.device(device):
            return compute(*values)

    return placed


@on_device
def product(left, right):
    return left @ right


result = product(a, b)
