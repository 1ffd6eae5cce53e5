Console.WriteLine("RemoteExec");
