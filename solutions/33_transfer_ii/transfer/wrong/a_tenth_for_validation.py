# fails: batches
others = tf.keras.utils.image_dataset_from_directory(
    course_data / "cats_and_dogs" / "validation", image_size=(96, 96), batch_size=16
).map(scale)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(training_batches.take(9).concatenate(others.take(1)), epochs=EPOCHS, verbose=2)
