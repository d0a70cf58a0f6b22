"""scikit-learn's MLPClassifier with plain stochastic gradient descent."""

from serve import end_as_missing, read_args, serve

try:
    import numpy as np
    import sklearn
    from sklearn.neural_network import MLPClassifier
    from read_rows import read_rows
except (ImportError, OSError) as error:
    end_as_missing(error)

args = read_args()
x = read_rows(args)
labels = np.fromfile(args["labels"], dtype=np.uint8, count=args["rows"])
classes = np.arange(args["sizes"][-1])
model = MLPClassifier(
    hidden_layer_sizes=args["sizes"][1:-1],
    activation="logistic",
    solver="sgd",
    alpha=0,
    batch_size=args["batchSize"],
    learning_rate_init=args["learningRate"],
    momentum=0,
    random_state=args["seed"],
)


def train():
    model.partial_fit(x, labels, classes=classes)
    assert model.coefs_[0].dtype == np.float32


version = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
serve(train, version, x.nbytes)
