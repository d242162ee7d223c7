// SPDX-License-Identifier: Apache-2.0
#include "sim/interrupt.h"

#include <csignal>

namespace vta::sim {

namespace {

volatile std::sig_atomic_t interrupt_seen = 0;

extern "C" void on_interrupt(int /*signal*/) {
    interrupt_seen = 1;
    std::signal(SIGINT, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
    interrupt_seen = 0;
    std::signal(SIGINT, on_interrupt);
}

InterruptGuard::~InterruptGuard() { std::signal(SIGINT, SIG_DFL); }

bool interrupted() { return interrupt_seen != 0; }

}  // namespace vta::sim
