# %% wiring: the example's model is compiled and measured in place of my_model
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = model.evaluate(image_batch, label_batch, verbose=0)

# %% wiring: my_model is compiled, but the example's model is measured
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = model.evaluate(image_batch, label_batch, verbose=0)

# %% wiring: the two results are unpacked in the wrong order
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

accuracy, loss = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% wiring: the model is trained on the batch before it is measured
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
my_model.fit(image_batch, label_batch, epochs=5, verbose=0)

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% wiring: train_on_batch measures and trains where only measuring is asked
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.train_on_batch(image_batch, label_batch)

# %% wiring: measured on all the batches of the pipeline, not on the one batch
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(training_batches, verbose=0)

# %% wiring: measured on the second batch, not on image_batch and label_batch
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

for images, labels in training_batches.skip(1).take(1):
    loss, accuracy = my_model.evaluate(images, labels, verbose=0)

# %% wiring: the labels are sorted, so they no longer belong to their pictures
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch, tf.sort(label_batch), verbose=0)

# %% wiring: loss is the whole list that evaluate returns
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss = my_model.evaluate(image_batch, label_batch, verbose=0)
accuracy = loss[1]

# %% wiring: compiled again after measuring, and this time with the optimizer of the example
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

my_model.compile(
    optimizer="sgd",
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=["accuracy"],
)

# %% wiring: my_model is made another name of the example's model
my_model = model
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% wiring: the numbers of the example are kept, those of my_model are not
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
my_model.evaluate(image_batch, label_batch, verbose=0)

loss = example_loss
accuracy = example_accuracy

# %% wiring: the expected numbers are typed in as literals
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss = 2.3
accuracy = 0.1

# %% wiring: only the first half of the batch is measured
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch[:32], label_batch[:32], verbose=0)

# %% wiring: the batch is normalized a second time before it is measured
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(*normalize(image_batch, label_batch), verbose=0)

# %% wiring: loss and accuracy are what was given to compile, nothing is measured
loss = tf.keras.losses.SparseCategoricalCrossentropy()
accuracy = tf.keras.metrics.SparseCategoricalAccuracy()

my_model.compile(optimizer="adam", loss=loss, metrics=[accuracy])

# %% other: the optimizer of the example is kept, not Adam
my_model.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% other: the loss without sparse, and labels turned into rows of zeros and ones for it
my_model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

loss, accuracy = my_model.evaluate(image_batch, tf.one_hot(label_batch, 10), verbose=0)

# %% other: compiled without a metric, the accuracy is counted by hand
my_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")

loss = my_model.evaluate(image_batch, label_batch, verbose=0)
guesses = tf.argmax(my_model.predict(image_batch, verbose=0), axis=1)
accuracy = float(tf.reduce_mean(tf.cast(guesses == label_batch, tf.float32)))

# %% other: the metric counts an answer as right if the digit is among the best five
my_model.compile(
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    metrics=[tf.keras.metrics.SparseTopKCategoricalAccuracy(k=5)],
)

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% other: the loss is given as the metric a second time, so accuracy is a cross-entropy
my_model.compile(
    optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["sparse_categorical_crossentropy"]
)

loss, accuracy = my_model.evaluate(image_batch, label_batch, verbose=0)

# %% other: RMSprop, of the same family of optimizers, instead of Adam
my_model.compile(
    optimizer=tf.keras.optimizers.RMSprop(),
    loss=tf.keras.losses.SparseCategoricalCrossentropy(),
    metrics=["accuracy"],
)

results = my_model.evaluate(image_batch, label_batch, verbose=0)
loss, accuracy = results[0], results[1]
