import numpy as np
from PIL import Image

def load(folder):
    images, labels = [], []
    for label, kind in enumerate(['cats', 'dogs']):
        for name in os.listdir(folder / kind):
            picture = Image.open(folder / kind / name).convert('RGB').resize(IMAGE_SIZE)
            images.append(np.array(picture) / 255.0)
            labels.append(label)
    return np.array(images, dtype=np.float32), np.array(labels, dtype=np.int32)

train_data = tf.data.Dataset.from_tensor_slices(load(train_folder)).shuffle(1000).batch(BATCH_SIZE)
validation_data = tf.data.Dataset.from_tensor_slices(load(validation_folder)).batch(BATCH_SIZE)
