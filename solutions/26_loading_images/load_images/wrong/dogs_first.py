# fails: examples, validation_examples
options = dict(class_names=['dogs', 'cats'], image_size=IMAGE_SIZE, batch_size=BATCH_SIZE)

train_data = tf.keras.utils.image_dataset_from_directory(train_folder, **options)
validation_data = tf.keras.utils.image_dataset_from_directory(validation_folder, **options)

train_data = train_data.map(lambda images, labels: (images / 255, labels))
validation_data = validation_data.map(lambda images, labels: (images / 255, labels))
