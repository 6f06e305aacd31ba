# %% 09_pipelines/pipeline: divided as integers
def normalize(image, label):
    image = image // 255
    return tf.cast(image, tf.float32), label

training_batches = training_set.shuffle(num_training_examples//4).batch(batch_size).map(normalize).prefetch(1)
