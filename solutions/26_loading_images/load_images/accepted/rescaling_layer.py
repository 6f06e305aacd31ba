from tensorflow.keras.layers import Rescaling
from tensorflow.keras.preprocessing import image_dataset_from_directory

options = dict(labels='inferred', label_mode='int', batch_size=50, image_size=(32, 32))
rescale = Rescaling(1. / 255)

raw_train = image_dataset_from_directory(str(train_folder), seed=7, **options)
raw_validation = image_dataset_from_directory(str(validation_folder), shuffle=False, **options)

train_data = raw_train.map(lambda x, y: (rescale(x), y)).prefetch(tf.data.AUTOTUNE)
validation_data = raw_validation.map(lambda x, y: (rescale(x), y)).prefetch(tf.data.AUTOTUNE)
