# fails: batches
validation_batches = (
    tf.keras.utils.image_dataset_from_directory(
        course_data / "cats_and_dogs" / "validation", image_size=(96, 96), batch_size=16, seed=7
    )
    .map(scale)
    .take(10)
)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(validation_batches, epochs=EPOCHS, verbose=2)
