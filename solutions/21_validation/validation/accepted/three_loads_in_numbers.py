dataset_info = tfds.builder('mnist').info
count = dataset_info.splits['train'].num_examples
border = count * 80 // 100

training_set = tfds.load('mnist', split=f'train[:{border}]', as_supervised=True)
validation_set = tfds.load('mnist', split=f'train[{border}:]', as_supervised=True)
test_set = tfds.load('mnist', split='test', as_supervised=True)

def batches(part):
    return part.map(normalize).batch(batch_size).prefetch(tf.data.AUTOTUNE)

training_batches = batches(training_set.shuffle(border))
validation_batches = batches(validation_set)

history = model.fit(training_batches, validation_data=validation_batches, epochs=EPOCHS, verbose=0)
