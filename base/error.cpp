// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

namespace vta {

namespace {

std::string model_message(const ModelError::Place& place,
                          const std::string& problem,
                          const std::string& supported) {
    std::string text = place.file;
    if (!place.node.empty() || !place.op.empty()) {
        text += text.empty() ? "node" : ": node";
        if (!place.node.empty()) text += " " + place.node;
        if (!place.op.empty()) text += " (" + place.op + ")";
    }
    if (!place.attribute.empty()) text += ": attribute " + place.attribute;
    if (!text.empty()) text += ": ";
    text += problem;
    if (!supported.empty()) text += "; supported: " + supported;
    return text;
}

}  // namespace

ModelError::ModelError(const Place& place, const std::string& problem, const std::string& supported)
    : UserError(model_message(place, problem, supported)) {}

void throw_check_failed(const char* file,
                        int line,
                        const char* condition,
                        const std::string& message) {
    throw InternalError(std::string(file) + ":" + std::to_string(line) + ": internal check " +
                        condition + " failed: " + message);
}

}  // namespace vta
