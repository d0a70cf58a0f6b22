"""scikit-learn's BernoulliRBM, which does PCD: one machine, or several chained by hand.

fit starts anew each time and does not shuffle, yet it is the one to compare with: partial_fit on shuffled rows takes
longer, and turns everything into float64.
"""

from serve import end_as_missing, read_args, serve

try:
    import numpy as np
    import sklearn
    from sklearn.neural_network import BernoulliRBM
    from read_rows import read_rows
except (ImportError, OSError) as error:
    end_as_missing(error)

args = read_args()
x = read_rows(args)
machines = [
    BernoulliRBM(
        n_components=hidden,
        learning_rate=args["learningRate"],
        batch_size=args["batchSize"],
        n_iter=1,
        random_state=args["seed"],
    )
    for hidden in args["sizes"][1:]
]


def train():
    data = x
    for machine in machines:
        machine.fit(data)
        assert machine.components_.dtype == np.float32
        if machine is not machines[-1]:
            data = machine.transform(data)


serve(train, {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, x.nbytes)
