using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RemoteExec.Storage.Migrations
{
    /// <inheritdoc />
    public partial class RunHeads : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "HeadJson",
                table: "Runs",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "HeadJson",
                table: "Runs");
        }
    }
}
