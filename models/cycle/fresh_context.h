// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <systemc>

namespace vta::cycle {

/// A SystemC simulation context of its own, current while it lives. SystemC knows one context a
/// process; without a new one a second simulation could not be elaborated after the first ran.
class FreshContext {
  public:
    FreshContext()
        : previous_current_(sc_core::sc_curr_simcontext),
          previous_default_(sc_core::sc_default_global_context),
          context_(std::make_unique<sc_core::sc_simcontext>()) {
        sc_core::sc_curr_simcontext = context_.get();
        sc_core::sc_default_global_context = context_.get();
    }
    ~FreshContext() {
        context_.reset();
        sc_core::sc_curr_simcontext = previous_current_;
        sc_core::sc_default_global_context = previous_default_;
    }
    FreshContext(const FreshContext&) = delete;
    FreshContext& operator=(const FreshContext&) = delete;

  private:
    sc_core::sc_simcontext* previous_current_;
    sc_core::sc_simcontext* previous_default_;
    std::unique_ptr<sc_core::sc_simcontext> context_;
};

}  // namespace vta::cycle
