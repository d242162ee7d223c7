// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "isa/stuck.h"
#include "sim/program_observer.h"

namespace vta::sim {

/// Runs a launch for an observer, if any, and tells it when the launch ends with an exception:
/// `partial()` is the result of one that got stuck or that a limit ended.
template <typename Launch, typename Partial>
auto tell_failure(ProgramObserver* observer, const Launch& launch, const Partial& partial) {
    try {
        return launch();
    } catch (const isa::StuckError&) {
        if (observer != nullptr) observer->end(partial(), false);
        throw;
    } catch (const LimitError&) {
        if (observer != nullptr) observer->end(partial(), false);
        throw;
    } catch (...) {
        if (observer != nullptr) observer->failed();
        throw;
    }
}

}  // namespace vta::sim
