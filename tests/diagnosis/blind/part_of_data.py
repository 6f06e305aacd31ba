# %% 09_pipelines/pipeline: a tenth of the pictures
def normalize(image, label):
    return tf.cast(image, tf.float32) / 255, label

training_batches = training_set.take(num_training_examples // 10).shuffle(1000).batch(batch_size).map(normalize).prefetch(1)
