#pragma once
#include "machine/contact.hpp"
#include "machine/folder.hpp"
#include "machine/pins.hpp"

namespace aloft {

/// Whether the machine's own key is the one that is pinned, and not the one it was given.
Result<bool> host_key_replaced(const MachineFolder& folder, const std::string& machine);

/// Waits until the machine answers and cloud-init has ended, whose failure is one, with its last words; there may be
/// none. Then replaces the host key that the machine was given by one that only the machine has. What a cloud gives at creation
/// can be read by others than the machine: its metadata service, a seed on a disk.
///
/// Whoever is killed when, known_hosts holds every key that the machine may show, and to begin anew ends it. F is the
/// first key, K the machine's own:
///
///   known_hosts | on the machine: next, installed, shown | killed after               | what a new run does
///   F           | -, F, F                                | nothing                    | meet: makes K
///   F           | K, F, F                                | K was made                 | meet: tells K again
///   F K         | K, F, F                                | K was pinned               | install
///   F K         | -, K, F                                | K was moved into place     | meet tells K; install: reloads
///   F K         | -, K, K                                | sshd was reloaded          | meet tells K; install: nothing new
///   K           | -, K, K                                | F was forgotten            | removes the first private key
///
/// Between the fifth row and the sixth the machine is asked once more with K alone accepted, in next_known_hosts.
Result<void> meet_first(Contact& contact, const MachineFolder& folder, Processes& processes);

/// Until the machine answers with a pinned host key. Where it has its own by now, that is written down.
Result<void> meet_again(Contact& contact, const MachineFolder& folder, Processes& processes);

/// For a machine that had a host key before aloft came: until it answers with that one. It is pinned instead of all
/// others; nothing is changed on the machine, and its cloud-init is nobody's concern. Only what the machine has answered
/// with is ever written to known_hosts.
Result<void> meet_known(Contact& contact, const MachineFolder& folder, const HostKey& key, Processes& processes);

/// The way back, without the machine: a new first key is made and pinned beside what is pinned, for the machine that
/// will be made next. What the present one shows stays pinned, as it may still be there.
Result<void> forget_host_key(const MachineFolder& folder, const std::string& machine, Processes& processes);

}  // namespace aloft
