using System.Net;
using RemoteExec.Server.Settings;

namespace RemoteExec.Server.Gateway;

/// <summary>Connections that have not authenticated yet: so many in all, so many of one address. Who finds it full is closed at once.</summary>
internal sealed class WaitingRoom(LiveSettings settings)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _ofAddress = [];
    private int _all;

    /// <summary>A place, which is given back by disposing it; null when there is none.</summary>
    internal Place? TryEnter(IPAddress address)
    {
        lock (_lock)
        {
            var own = _ofAddress.GetValueOrDefault(address);
            if (_all >= settings.Current.Limits.Unauthenticated || own >= settings.Current.Limits.UnauthenticatedPerAddress)
            {
                return null;
            }

            _all++;
            _ofAddress[address] = own + 1;
            return new Place(this, address);
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_lock)
        {
            _all--;
            if (--_ofAddress[address] == 0)
            {
                _ofAddress.Remove(address);
            }
        }
    }

    internal sealed class Place(WaitingRoom room, IPAddress address) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                room.Leave(address);
            }
        }
    }
}
