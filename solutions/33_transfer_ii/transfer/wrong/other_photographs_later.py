# fails: batches
others = (
    tf.keras.utils.image_dataset_from_directory(
        course_data / "cats_and_dogs" / "validation", image_size=(96, 96), batch_size=16
    )
    .map(scale)
    .take(10)
)
passes = iter([training_batches, others, others])


def photographs():
    yield from next(passes)


batches = tf.data.Dataset.from_generator(photographs, output_signature=training_batches.element_spec)

model = tf.keras.Sequential([feature_extractor, tf.keras.layers.Dense(2, activation="softmax")])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(batches, epochs=EPOCHS, verbose=2)
