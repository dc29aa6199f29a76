#pragma once

namespace aloft {

/// Whether this computer's own address has the port free just now.
bool port_is_free(int port);

/// Whether the port is free and a connection to it arrives at who listens there. Where none does, a forwarding rule takes
/// it elsewhere: one that outlived the program which made it, as a container engine's does when it is killed. That nobody
/// answers there says nothing: what the rule leads to may refuse as well.
bool port_leads_here(int port);

}  // namespace aloft
