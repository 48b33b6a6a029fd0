using CgiHub.Local.Hosting;

return await LocalProgram.RunAsync(args);
