// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "workloads/quantise.h"

namespace vta::tests {

/// A float model with labelled inputs for it.
struct LabelledModel {
    std::string title;
    workloads::Graph graph;
    std::vector<std::vector<workloads::TensorValue>> inputs;
    std::vector<int> labels;
};

/// How pictures of unsigned bytes become numbers: (p * scale - mean) for each channel, in BGR order
/// and NCHW or as they are.
struct PictureNumbers {
    float scale = 1.0F;
    std::vector<float> mean;
    bool bgr_planes = false;
};

/// The models and data sets below data_dir(); each ends the test program as skipped without them.
LabelledModel labelled_pictures(const std::string& model,
                                const std::string& pictures,
                                const std::string& labels,
                                std::size_t label_column,
                                const PictureNumbers& numbers);
/// Handwritten digits in a gzip file each.
LabelledModel labelled_digits(const std::string& model, std::size_t count);

struct Score {
    std::size_t real = 0;       ///< right with the float graph
    std::size_t quantised = 0;  ///< right with the graph of codes
    std::size_t agreeing = 0;   ///< the same class of both
    double output_sqnr_db = 0;
};
/// Quantises the model with every `step`-th input and classifies all inputs with both graphs.
/// Prints the numbers.
Score score(const LabelledModel& model,
            std::size_t step,
            const workloads::QuantiseOptions& options = {});

}  // namespace vta::tests
