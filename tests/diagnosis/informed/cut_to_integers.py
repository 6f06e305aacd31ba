# %% 09_pipelines/pipeline: cut to integers
def normalize(image, label):
    image = tf.cast(image, tf.float32)
    image = image // 255
    return image, label

training_batches = training_set.shuffle(num_training_examples // 4).batch(batch_size).map(normalize).prefetch(1)
